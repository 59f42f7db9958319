import { meaningOf } from "./sip-status-meaning.ts";
import { StatusCode, isFinal, reasonPhrase } from "./sip-status.ts";

const code: StatusCode = StatusCode.BUSY_HERE;
const meaning = meaningOf(code);

console.log(code, reasonPhrase(code));
if (isFinal(code)) {
  console.log("final");
}
for (const option of meaning?.retry?.options ?? []) {
  console.log("try", option);
}
console.log("cause", meaning?.isup?.cause);
