package busy;

import sipstatus.SipStatus;

public class Main {
  public static void main(String[] arguments) {
    for (int code : new int[] {SipStatus.BUSY_HERE, SipStatus.SEND_FAILED}) {
      System.out.println(code + " " + SipStatus.reasonPhrase(code));
    }
  }
}
