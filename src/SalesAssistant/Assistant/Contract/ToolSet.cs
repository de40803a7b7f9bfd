using Microsoft.SemanticKernel;

namespace SalesAssistant.Assistant.Contract;

/// <summary>The tools that a feature brings: plain methods marked as kernel functions, made once, called in every turn.</summary>
/// <param name="Name">The plugin's name; the model sees `name_function`.</param>
public sealed record ToolSet(string Name, object Tools);

public static class TurnKernel
{
    /// <summary>The turn that this kernel was made for.</summary>
    public static TurnContext Turn(this Kernel kernel) => (TurnContext)kernel.Data[TurnContext.Key]!;
}
