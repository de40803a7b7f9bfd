namespace SalesAssistant.Channels.Teams;

/// <summary>Draws the app's icons: the sign of the chat (wwwroot/chat/mark.svg), a speech bubble with three dots.</summary>
static class TeamsIcons
{
    /// <summary>The sign in white on the accent colour of the pages, to the edges: Teams rounds the corners.</summary>
    public static byte[] Color(int pixels) => Draw(pixels, share: 0.6, (0x2B, 0x4B, 0xCB));

    /// <summary>The sign in white on nothing, as the bar of apps wants it.</summary>
    public static byte[] Outline(int pixels) => Draw(pixels, share: 0.94, null);

    // In the picture's own units: a square of 24.
    const double Side = 24;
    const double StrokeWidth = 1.8;
    const double DotRadius = 1.2;
    static readonly (double X, double Y)[] Bubble = [(4, 5.5), (20, 5.5), (20, 16.5), (11.5, 16.5), (7, 20), (7, 16.5), (4, 16.5), (4, 5.5)];
    static readonly (double X, double Y)[] Dots = [(8.5, 11), (12, 11), (15.5, 11)];

    /// <param name="share">How much of the side the sign takes.</param>
    /// <param name="ground">The colour behind it; null for nothing.</param>
    static byte[] Draw(int pixels, double share, (byte Red, byte Green, byte Blue)? ground)
    {
        var unit = pixels * share / Side;
        var edge = pixels * (1 - share) / 2;
        var rgba = new byte[pixels * pixels * 4];
        for (var y = 0; y < pixels; y++)
        {
            for (var x = 0; x < pixels; x++)
            {
                var ink = InkAt((x + 0.5 - edge) / unit, (y + 0.5 - edge) / unit, unit);
                var at = ((y * pixels) + x) * 4;
                if (ground is var (red, green, blue))
                    (rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]) = (Mix(red, ink), Mix(green, ink), Mix(blue, ink), 255);
                else
                    (rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]) = (255, 255, 255, Mix(0, ink));
            }
        }
        return Png.Write(pixels, pixels, rgba);
    }

    static byte Mix(byte ground, double ink) => (byte)Math.Round(ground + ((255 - ground) * ink));

    /// <summary>How much of the pixel around this point is covered, from 0 to 1: by the distance to the sign's edge.</summary>
    static double InkAt(double x, double y, double unit)
    {
        var inside = double.NegativeInfinity;
        for (var i = 1; i < Bubble.Length; i++)
            inside = Math.Max(inside, (StrokeWidth / 2) - Distance(x, y, Bubble[i - 1], Bubble[i]));
        foreach (var dot in Dots)
            inside = Math.Max(inside, DotRadius - Math.Sqrt(((x - dot.X) * (x - dot.X)) + ((y - dot.Y) * (y - dot.Y))));
        return Math.Clamp((inside * unit) + 0.5, 0, 1);
    }

    static double Distance(double x, double y, (double X, double Y) from, (double X, double Y) to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var along = Math.Clamp((((x - from.X) * dx) + ((y - from.Y) * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
        var (ox, oy) = (x - from.X - (along * dx), y - from.Y - (along * dy));
        return Math.Sqrt((ox * ox) + (oy * oy));
    }
}
