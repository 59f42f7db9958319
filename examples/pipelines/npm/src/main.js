import { StatusCode, reasonPhrase } from "./sip-status/sip-status.js";

for (const code of [StatusCode.BUSY_HERE, StatusCode.SEND_FAILED]) {
  console.log(code, reasonPhrase(code));
}
