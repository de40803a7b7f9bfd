namespace SalesAssistant.Review;

public static class ReviewFeature
{
    /// <summary>Marketing's pages at /review.</summary>
    public static IServiceCollection AddReview(this IServiceCollection services) => services.AddSingleton<ReviewFigures>();
}
