// Prints every constant and what every function says of every int: see ../expected.py.
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sipstatus.SipStatus;

class Constants {
  record Known(int code, String name) {}

  public static void main(String[] arguments) throws IllegalAccessException {
    List<Known> names = new ArrayList<>();
    for (Field field : SipStatus.class.getFields()) {
      if (field.getType() == int.class) {
        names.add(new Known(field.getInt(null), field.getName()));
      }
    }
    names.sort(Comparator.comparing(Known::code));
    StringBuilder out = new StringBuilder();
    for (Known known : names) {
      int code = known.code();
      out.append(code + "\t" + known.name() + "\t" + SipStatus.reasonPhrase(code) + "\t");
      out.append(SipStatus.responseClass(code).digit() + "\t" + SipStatus.fallbackCode(code) + "\t");
      out.append(SipStatus.statusLine(code).replaceAll("\r\n$", "") + "\n");
    }
    out.append("\n");
    for (int code = 0; code < 1000; code++) {
      show(code, out);
    }
    show(-1, out);
    System.out.print(out);
  }

  static void show(int code, StringBuilder out) {
    SipStatus.ResponseClass of = SipStatus.responseClass(code);
    int fallback = SipStatus.fallbackCode(code);
    out.append(code + "\t" + SipStatus.reasonPhrase(code) + "\t");
    out.append((of == null ? 0 : of.digit()) + "\t" + (fallback == 0 ? "-" : fallback) + "\t");
    boolean[] tests = {
      SipStatus.isProvisional(code),
      SipStatus.isFinal(code),
      SipStatus.isSuccess(code),
      SipStatus.isRedirection(code),
      SipStatus.isRequestFailure(code),
      SipStatus.isServerFailure(code),
      SipStatus.isGlobalFailure(code)
    };
    for (boolean is : tests) {
      out.append(is ? 1 : 0);
    }
    out.append("\n");
  }
}
