using System;
using Sip;

public static class Example
{
    public static void Main()
    {
        int code = SipStatus.BusyHere;
        Console.WriteLine(code + " " + SipStatus.ReasonPhrase(code));
        if (SipStatus.IsFinal(code))
        {
            Console.WriteLine("final");
        }
        foreach (RetryOption option in SipStatusMeaning.MeaningOf(code).Retry.Options)
        {
            Console.WriteLine("try " + option.Word());
        }
        Console.WriteLine("cause " + SipStatusMeaning.CauseOf(code));
    }
}
