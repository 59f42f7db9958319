import sipstatus.SipStatus;
import sipstatus.SipStatusMeaning;

public class Example {
  public static void main(String[] arguments) {
    int code = SipStatus.BUSY_HERE;
    System.out.println(code + " " + SipStatus.reasonPhrase(code));
    if (SipStatus.isFinal(code)) {
      System.out.println("final");
    }
    for (var option : SipStatusMeaning.meaningOf(code).retry().options()) {
      System.out.println("try " + option);
    }
    System.out.println("cause " + SipStatusMeaning.causeOf(code));
  }
}
