// Prints every constant and what every function says of every int: see ../expected.py.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text;
using Sip;

static class Constants
{
    static void Main()
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        IEnumerable<FieldInfo> names = typeof(SipStatus).GetFields()
            .Where(field => field.IsLiteral && field.FieldType == typeof(int));
        foreach (FieldInfo field in names.OrderBy(field => (int)field.GetRawConstantValue()))
        {
            int code = (int)field.GetRawConstantValue();
            string line = SipStatus.StatusLine(code);
            Print(code, field.Name, SipStatus.ReasonPhrase(code), (int)SipStatus.ClassOf(code),
                SipStatus.FallbackCode(code), line.Substring(0, line.Length - "\r\n".Length));
        }
        Print();
        foreach (int code in Enumerable.Range(0, 1000).Concat(new[] { -1 }))
        {
            bool[] tests =
            {
                SipStatus.IsProvisional(code), SipStatus.IsFinal(code), SipStatus.IsSuccess(code),
                SipStatus.IsRedirection(code), SipStatus.IsRequestFailure(code),
                SipStatus.IsServerFailure(code), SipStatus.IsGlobalFailure(code),
            };
            int fallback = SipStatus.FallbackCode(code);
            Print(code, SipStatus.ReasonPhrase(code), (int)SipStatus.ClassOf(code),
                fallback == 0 ? "-" : fallback.ToString(),
                string.Concat(tests.Select(test => test ? "1" : "0")));
        }
    }

    static void Print(params object[] cells)
    {
        Console.Write(string.Join("\t", cells) + "\n");
    }
}
