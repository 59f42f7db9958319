// Prints what every response means, as lines of JSON: see ../expected.py.
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sipstatus.SipStatusMeaning;

class Meaning {
  /** What stands for a record or a time that is null. */
  static final Map<String, Object> NONE = new LinkedHashMap<>();

  static {
    NONE.put("retry", new SipStatusMeaning.Retry(List.of(), List.of(), false, 0, null, null, null, null));
    NONE.put("dialog", new SipStatusMeaning.DialogEffect(null, false));
    NONE.put("isup", new SipStatusMeaning.GatewayCause(0, null, false, null));
    NONE.put("delay", List.of(0, 0));
    NONE.put("owner_delay", List.of(0, 0));
  }

  static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char unit : text.toCharArray()) {
      if (unit == '"' || unit == '\\' || unit < ' ') {
        json.append(String.format("\\u%04x", (int) unit));
      } else {
        json.append(unit);
      }
    }
    return json + "\"";
  }

  static String json(Object value) throws ReflectiveOperationException {
    if (value instanceof SipStatusMeaning.Delay delay) {
      return json(List.of(delay.least().toMillis(), delay.most().toMillis()));
    }
    if (value instanceof Record row) {
      return json(members(row));
    }
    if (value instanceof Map<?, ?> members) {
      List<String> parts = new ArrayList<>();
      for (Map.Entry<?, ?> member : members.entrySet()) {
        parts.add(quoted(member.getKey().toString()) + ": " + json(member.getValue()));
      }
      return "{" + String.join(", ", parts) + "}";
    }
    if (value instanceof List<?> items) {
      List<String> parts = new ArrayList<>();
      for (Object item : items) {
        parts.add(json(item));
      }
      return "[" + String.join(", ", parts) + "]";
    }
    boolean plain = value instanceof Number || value instanceof Boolean;
    return plain ? value.toString() : quoted(value == null ? "" : value.toString());
  }

  /** A row as an object, whatever components its record has. */
  static Map<String, Object> members(Record row) throws ReflectiveOperationException {
    Map<String, Object> members = new LinkedHashMap<>();
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      String key = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase();
      Object value = component.getAccessor().invoke(row);
      members.put(key, value == null ? NONE.get(key) : value);
    }
    return members;
  }

  static Map<String, Object> renamed(Record row, String name) throws ReflectiveOperationException {
    Map<String, Object> members = members(row);
    members.put(name, members.remove("name"));
    return members;
  }

  static void show(Map<String, Object> line) throws ReflectiveOperationException {
    System.out.println(json(line));
  }

  static List<Integer> answers(int cause) {
    return List.of(
        SipStatusMeaning.codeForCause(cause, false, false),
        SipStatusMeaning.codeForCause(cause, true, false),
        SipStatusMeaning.codeForCause(cause, false, true),
        SipStatusMeaning.codeForCause(cause, true, true));
  }

  static List<Integer> answers(int cause, String profile) {
    return List.of(
        SipStatusMeaning.codeForCause(cause, false, false, profile),
        SipStatusMeaning.codeForCause(cause, true, false, profile),
        SipStatusMeaning.codeForCause(cause, false, true, profile),
        SipStatusMeaning.codeForCause(cause, true, true, profile));
  }

  public static void main(String[] arguments) throws ReflectiveOperationException {
    for (int code = 100; code < 700; code++) {
      Map<String, Object> line = members(SipStatusMeaning.meaningOf(code));
      Map<String, String> phrases = new LinkedHashMap<>();
      for (String language : SipStatusMeaning.LANGUAGES) {
        String phrase = SipStatusMeaning.phraseIn(language, code);
        if (!phrase.isEmpty()) {
          phrases.put(language, phrase);
        }
      }
      line.put("code", code);
      line.put("phrases", phrases);
      show(line);
    }
    for (SipStatusMeaning.HeaderField field : SipStatusMeaning.HEADER_FIELDS) {
      show(renamed(field, "header"));
    }
    for (SipStatusMeaning.MetricFormula metric : SipStatusMeaning.METRIC_FORMULAS) {
      show(renamed(metric, "metric"));
    }
    List<String> profiles = new ArrayList<>(SipStatusMeaning.PROFILES);
    profiles.add(0, null);
    for (String profile : profiles) {
      List<Integer> causes = new ArrayList<>();
      List<List<Integer>> codes = new ArrayList<>();
      for (int code = 100; code < 700; code++) {
        causes.add(
            profile == null
                ? SipStatusMeaning.causeOf(code)
                : SipStatusMeaning.causeOf(code, profile));
      }
      for (int cause = 1; cause < 128; cause++) {
        codes.add(profile == null ? answers(cause) : answers(cause, profile));
      }
      show(Map.of("profile", profile == null ? "" : profile, "causes", causes, "codes", codes));
    }
  }
}
