using System.Text.RegularExpressions;

namespace SalesAssistant.Content;

/// <summary>
/// What the company's products and plans are called, read from its own pages: products from the titles of files of the kind `product`,
/// plans from headings such as "What the Team plan includes". With them it is known which product a question means, and which a passage is about.
/// </summary>
public sealed partial class ProductNames
{
    public static readonly ProductNames None = new([], []);

    const int LongestName = 40;
    const int MostWords = 4;

    /// <summary>A passage with this share of the best one's score is as likely meant.</summary>
    const double Near = 0.8;

    /// <summary>Once it is open, what has this share may be chosen too.</summary>
    const double NearEnough = 0.7;

    /// <summary>Who says more than this gives the passages something to differ by.</summary>
    const int FewWords = 2;

    /// <summary>A question that says little ("How much is it?") is known with less confidence, and clear once a name is added.</summary>
    const double ShareOfThreshold = 0.5;

    readonly IReadOnlyList<Named> products;
    readonly IReadOnlyList<Named> plans;

    ProductNames(IReadOnlyList<Named> products, IReadOnlyList<Named> plans) => (this.products, this.plans, All) = (products, plans, [.. products.Concat(plans).Select(named => named.Name)]);

    /// <summary>Products first, each in the order of their files.</summary>
    public IReadOnlyList<string> All { get; }

    internal static ProductNames Of(IReadOnlyList<ContentItem> items, IReadOnlyList<Passage> passages)
    {
        var titles = items.Where(item => item.Kind == ContentKind.Product).Select(item => (Item: item, Name: Subtitle().Split(item.Title)[0].Trim())).ToList();
        // What most of them begin with is the company's own name.
        var company = titles.Select(title => title.Name.Split(' ')[0]).GroupBy(word => word).Where(group => titles.Count > 1 && group.Count() * 2 > titles.Count).Select(group => group.Key).FirstOrDefault();
        var names = titles.Select(title => (title.Item, Name: company is not null && title.Name.StartsWith(company + " ", StringComparison.Ordinal) ? title.Name[(company.Length + 1)..] : title.Name))
            .Where(title => IsName(title.Name)).ToList();
        // "Academy course catalogue" is no product beside the Academy, and a page with sections about several products is an overview of them.
        var own = names.Where(title => !names.Exists(other => other.Name != title.Name && Naming(other.Name).IsMatch(title.Name))).ToList();
        var headings = passages.Where(passage => passage.Item.Kind == ContentKind.Product).GroupBy(passage => passage.Item.File)
            .ToDictionary(page => page.Key, page => string.Join('\n', page.SelectMany(passage => passage.HeadingPath).Distinct()));
        var products = own.Where(title => own.Count(other => other.Name != title.Name && headings.TryGetValue(title.Item.File, out var text) && Naming(other.Name).IsMatch(text)) < 2)
            .Select(title => title.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var plans = passages.Where(passage => passage.Item.Kind is ContentKind.Pricing or ContentKind.Product)
            .SelectMany(passage => Plan().Matches(passage.Heading).Select(match => match.Groups["name"].Value))
            .Distinct(StringComparer.OrdinalIgnoreCase).Where(plan => plan != company && !products.Contains(plan, StringComparer.OrdinalIgnoreCase)).ToList();
        return new ProductNames(Named.Each(products), Named.Each(plans));
    }

    /// <summary>Whether the text has this name.</summary>
    public static bool IsNamed(string name, string text) => Naming(name).IsMatch(text);

    /// <summary>Whether the text names one of them.</summary>
    public bool IsNamedIn(string text) => products.Concat(plans).Any(named => named.In.IsMatch(text));

    /// <summary>
    /// The products, or the plans, between which a question is open: at least two, the best first. None when it names one, or when the best passage is
    /// about several of them, or about none, or so much better than those about another that it must be meant.
    /// </summary>
    /// <param name="threshold">Confidence below which there is no answer anyway.</param>
    public IReadOnlyList<string> Open(string question, SearchResult found, double threshold)
    {
        if (found.Hits.Count == 0 || found.Confidence < threshold * ShareOfThreshold || IsNamedIn(question) || !SaysLittle(question, found.Hits[0].Passage.Item.Language))
            return [];
        foreach (var names in new[] { products, plans })
        {
            if (names.Count < 2 || IsAboutItself(found.Hits[0].Passage.Item.Kind) || Of(found.Hits[0].Passage, names) is null)
                continue;
            if (Within(Near).Count() >= 2)
                return [.. Within(NearEnough)];

            IEnumerable<string> Within(double share) =>
                found.Hits.Where(hit => hit.Score >= found.Hits[0].Score * share && !hit.Passage.IsStub).Select(hit => Of(hit.Passage, names)).OfType<string>().Distinct();
        }
        return [];
    }

    /// <summary>"How do I cancel?" says little. "How long does it take to move from my agency to you?" is about something, whatever else it leaves open.</summary>
    static bool SaysLittle(string question, string language) =>
        TextAnalysis.For(language).Terms(question).Count(term => !WordLists.For(language).Weak.Contains(term)) <= FewWords;

    /// <summary>A webinar, an offer or an article is what the question is about, whichever product it mentions.</summary>
    static bool IsAboutItself(ContentKind kind) =>
        kind is ContentKind.Blog or ContentKind.EBook or ContentKind.WhitePaper or ContentKind.Podcast or ContentKind.Newsletter or ContentKind.Event or ContentKind.Offer or ContentKind.CaseStudy or ContentKind.Company;

    /// <summary>The only one that a passage is about: by its heading, else by the headings above it, else by its text. Null when it is about none, or several.</summary>
    static string? Of(Passage passage, IReadOnlyList<Named> names)
    {
        foreach (var text in new[] { passage.Heading, string.Join('\n', passage.HeadingPath), passage.Item.Title, passage.Text })
        {
            var named = names.Where(name => name.In.IsMatch(text)).ToList();
            if (named.Count > 0)
                return named.Count == 1 ? named[0].Name : null;
        }
        return null;
    }

    static bool IsName(string name) => name.Length is > 1 and <= LongestName && name.Split(' ').Length <= MostWords && !name.EndsWith('?');

    static Regex Naming(string name) => new($@"(?<!\w){Regex.Escape(name)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\s*[:|]\s|\s+[–—-]\s+")]
    private static partial Regex Subtitle();

    [GeneratedRegex(@"\b(?<name>\p{Lu}[\p{L}\d]+)(?: plans?\b|[ -]Tarife?\b| edition\b| package\b)", RegexOptions.CultureInvariant)]
    private static partial Regex Plan();

    sealed record Named(string Name, Regex In)
    {
        public static List<Named> Each(IEnumerable<string> names) => [.. names.Select(name => new Named(name, Naming(name)))];
    }
}
