// Prints what every response means, as lines of JSON: see ../expected.py.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Sip;

static class Program
{
    static string Quoted(string text)
    {
        Func<char, string> escaped = unit =>
            unit == '"' || unit == '\\' || unit < ' ' ? string.Format("\\u{0:x4}", (int)unit) : unit.ToString();
        return '"' + string.Concat(text.Select(escaped)) + '"';
    }

    /* The word of any enumerator, by the extension method of its type. */
    static string Word(Enum value)
    {
        MethodInfo word = typeof(SipStatusMeaning).GetMethod("Word", new[] { value.GetType() });
        return (string)word.Invoke(null, new object[] { value });
    }

    static string Json(object value)
    {
        if (value is string)
        {
            return Quoted((string)value);
        }
        if (value is bool || value is int)
        {
            return value.ToString().ToLowerInvariant();
        }
        if (value is Enum)
        {
            return Quoted(Word((Enum)value));
        }
        if (value is Delay)
        {
            var delay = (Delay)value;
            return Json(new[] { (int)delay.Least.TotalMilliseconds, (int)delay.Most.TotalMilliseconds });
        }
        var members = value as Dictionary<string, object>;
        if (members == null && value is IEnumerable)
        {
            return "[" + string.Join(", ", ((IEnumerable)value).Cast<object>().Select(Json)) + "]";
        }
        members = members ?? Members(value);
        return "{" + string.Join(", ", members.Select(m => Quoted(m.Key) + ": " + Json(m.Value))) + "}";
    }

    /* A row as an object, whatever properties its class has. */
    static Dictionary<string, object> Members(object row)
    {
        var members = new Dictionary<string, object>();
        foreach (PropertyInfo property in row.GetType().GetProperties())
        {
            string key = Regex.Replace(property.Name, "(?<=[a-z])(?=[A-Z])", "_").ToLowerInvariant();
            members[key] = property.GetValue(row) ?? Empty(property.PropertyType);
        }
        return members;
    }

    static object Empty(Type type)
    {
        return type == typeof(Delay) ? new[] { 0, 0 } : Activator.CreateInstance(type);
    }

    static Dictionary<string, object> Renamed(object row, string name)
    {
        Dictionary<string, object> members = Members(row);
        members[name] = members["name"];
        members.Remove("name");
        return members;
    }

    static int[] Answers(int cause, string profile)
    {
        return new[]
        {
            SipStatusMeaning.CodeForCause(cause, false, false, profile),
            SipStatusMeaning.CodeForCause(cause, true, false, profile),
            SipStatusMeaning.CodeForCause(cause, false, true, profile),
            SipStatusMeaning.CodeForCause(cause, true, true, profile),
        };
    }

    static void Show(Dictionary<string, object> line)
    {
        Console.Write(Json(line) + "\n");
    }

    static void Main()
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        int[] codes = Enumerable.Range(100, 600).ToArray(), causes = Enumerable.Range(1, 127).ToArray();
        foreach (int code in codes)
        {
            Dictionary<string, object> line = Members(SipStatusMeaning.MeaningOf(code));
            line["code"] = code;
            line["phrases"] = SipStatusMeaning.Languages
                .Where(language => SipStatusMeaning.PhraseIn(language, code) != "")
                .ToDictionary(tag => tag, tag => (object)SipStatusMeaning.PhraseIn(tag, code));
            Show(line);
        }
        foreach (HeaderField field in SipStatusMeaning.HeaderFields)
        {
            Show(Renamed(field, "header"));
        }
        foreach (MetricFormula metric in SipStatusMeaning.MetricFormulas)
        {
            Show(Renamed(metric, "metric"));
        }
        foreach (string profile in new string[] { null }.Concat(SipStatusMeaning.Profiles))
        {
            Show(new Dictionary<string, object>
            {
                ["profile"] = profile ?? "",
                ["causes"] = codes.Select(code => SipStatusMeaning.CauseOf(code, profile)),
                ["codes"] = causes.Select(cause => Answers(cause, profile)),
            });
        }
    }
}
