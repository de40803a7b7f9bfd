namespace SalesAssistant.Content;

/// <summary>What a piece of marketing is; written in front matter as <c>kind: white paper</c> (case, spaces and hyphens don't matter).</summary>
public enum ContentKind
{
    Page,
    Product,
    Pricing,
    Comparison,
    Blog,
    EBook,
    WhitePaper,
    Podcast,
    Newsletter,
    Event,
    Offer,
    Faq,
    Policy,
    CaseStudy,
    Company,
}
