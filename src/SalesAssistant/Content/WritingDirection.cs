namespace SalesAssistant.Content;

/// <summary>Which way a language is written.</summary>
public static class WritingDirection
{
    /// <summary>
    /// The two-letter codes whose usual script runs from right to left: Arabic, Hebrew or Thaana. Written out, because the program runs
    /// without the culture data that would know it.
    /// </summary>
    static readonly HashSet<string> RightToLeft = ["ar", "dv", "fa", "he", "iw", "ji", "ks", "ps", "sd", "ug", "ur", "yi"];

    /// <summary>"rtl" or "ltr", as HTML's dir has it.</summary>
    /// <param name="language">A two-letter code in lower case.</param>
    public static string Of(string language) => RightToLeft.Contains(language) ? "rtl" : "ltr";
}
