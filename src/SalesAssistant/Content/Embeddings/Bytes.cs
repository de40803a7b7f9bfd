using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace SalesAssistant.Content.Embeddings;

/// <summary>Vectors of which each number is a byte: a quarter of the memory, and as good for ranking.</summary>
internal static class Bytes
{
    /// <returns>The factor that gives the numbers back.</returns>
    public static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> bytes)
    {
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (largest == 0)
        {
            bytes.Clear();
            return 0;
        }
        var scale = largest / 127;
        for (var at = 0; at < vector.Length; at++)
            bytes[at] = (sbyte)MathF.Round(vector[at] / scale);
        return scale;
    }

    /// <summary>sum += factor · bytes.</summary>
    public static void AddTo(Span<float> sum, ReadOnlySpan<sbyte> bytes, float factor)
    {
        Span<float> wide = stackalloc float[bytes.Length];
        TensorPrimitives.ConvertTruncating<sbyte, float>(bytes, wide);
        TensorPrimitives.MultiplyAdd(wide, factor, sum, sum);
    }

    /// <param name="bytes">As many as <paramref name="vector"/>, a multiple of 32.</param>
    /// <param name="vector">Each number between -127 and 127, so that two products fit.</param>
    public static int Dot(ReadOnlySpan<sbyte> bytes, ReadOnlySpan<short> vector)
    {
        var sum = Vector256<int>.Zero;
        for (var at = 0; at < bytes.Length; at += 32)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(bytes.Slice(at, 32)));
            var products = (low * Vector256.Create(vector.Slice(at, 16))) + (high * Vector256.Create(vector.Slice(at + 16, 16)));
            var (first, second) = Vector256.Widen(products);
            sum += first + second;
        }
        return Vector256.Sum(sum);
    }
}
