namespace SalesAssistant.Hosting;

/// <summary>A setting or argument that the program can't work with. Ends it with exit code 2 and this one line on standard error.</summary>
public class SettingException(string setting, string what, string mend)
    : Exception($"{setting} {what}: {mend}.")
{
    public string Setting => setting;
}
