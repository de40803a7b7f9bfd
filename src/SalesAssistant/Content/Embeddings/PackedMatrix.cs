using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SalesAssistant.Content.Embeddings;

/// <summary>
/// A matrix of weights laid out for multiplying rows by it: columns in panels of 32, so that four rows and a panel stay in the
/// processor's registers while the inner dimension is gone through. The order of additions is fixed, and so is the result.
/// </summary>
internal sealed class PackedMatrix
{
    const int Panel = 32;
    const int RowsAtOnce = 4;

    readonly float[] panels;
    readonly float[] bias;

    /// <param name="weights">Row by row: <paramref name="rows"/> of <paramref name="columns"/>, a multiple of 32.</param>
    public PackedMatrix(ReadOnlySpan<float> weights, int rows, int columns, ReadOnlySpan<float> bias)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(columns % Panel, 0);
        (Rows, Columns, this.bias) = (rows, columns, bias.ToArray());
        panels = new float[rows * columns];
        for (var panel = 0; panel < columns / Panel; panel++)
        {
            for (var row = 0; row < rows; row++)
                weights.Slice((row * columns) + (panel * Panel), Panel).CopyTo(panels.AsSpan(((panel * rows) + row) * Panel));
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>result = input · weights + bias.</summary>
    /// <param name="count">How many rows <paramref name="input"/> has.</param>
    public void Multiply(ReadOnlySpan<float> input, int count, Span<float> result)
    {
        ref var from = ref MemoryMarshal.GetReference(input[..(count * Rows)]);
        ref var to = ref MemoryMarshal.GetReference(result[..(count * Columns)]);
        for (var panel = 0; panel < Columns / Panel; panel++)
        {
            ref var weights = ref panels[panel * Rows * Panel];
            ref var start = ref bias[panel * Panel];
            var row = 0;
            for (; row + RowsAtOnce <= count; row += RowsAtOnce)
                FourRows(ref Unsafe.Add(ref from, row * Rows), ref weights, ref start, ref Unsafe.Add(ref to, (row * Columns) + (panel * Panel)));
            for (; row < count; row++)
                OneRow(ref Unsafe.Add(ref from, row * Rows), ref weights, ref start, ref Unsafe.Add(ref to, (row * Columns) + (panel * Panel)));
        }
    }

    void FourRows(ref float input, ref float weights, ref float start, ref float result)
    {
        var (a0, a1) = (Vector512.LoadUnsafe(ref start), Vector512.LoadUnsafe(ref start, 16));
        var (b0, b1, c0, c1, d0, d1) = (a0, a1, a0, a1, a0, a1);
        ref var second = ref Unsafe.Add(ref input, Rows);
        ref var third = ref Unsafe.Add(ref input, 2 * Rows);
        ref var fourth = ref Unsafe.Add(ref input, 3 * Rows);
        for (var at = 0; at < Rows; at++)
        {
            var w0 = Vector512.LoadUnsafe(ref weights, (nuint)(at * Panel));
            var w1 = Vector512.LoadUnsafe(ref weights, (nuint)(at * Panel) + 16);
            var value = Vector512.Create(Unsafe.Add(ref input, at));
            (a0, a1) = (Vector512.FusedMultiplyAdd(value, w0, a0), Vector512.FusedMultiplyAdd(value, w1, a1));
            value = Vector512.Create(Unsafe.Add(ref second, at));
            (b0, b1) = (Vector512.FusedMultiplyAdd(value, w0, b0), Vector512.FusedMultiplyAdd(value, w1, b1));
            value = Vector512.Create(Unsafe.Add(ref third, at));
            (c0, c1) = (Vector512.FusedMultiplyAdd(value, w0, c0), Vector512.FusedMultiplyAdd(value, w1, c1));
            value = Vector512.Create(Unsafe.Add(ref fourth, at));
            (d0, d1) = (Vector512.FusedMultiplyAdd(value, w0, d0), Vector512.FusedMultiplyAdd(value, w1, d1));
        }
        Store(a0, a1, ref result);
        Store(b0, b1, ref Unsafe.Add(ref result, Columns));
        Store(c0, c1, ref Unsafe.Add(ref result, 2 * Columns));
        Store(d0, d1, ref Unsafe.Add(ref result, 3 * Columns));
    }

    void OneRow(ref float input, ref float weights, ref float start, ref float result)
    {
        var (a0, a1) = (Vector512.LoadUnsafe(ref start), Vector512.LoadUnsafe(ref start, 16));
        for (var at = 0; at < Rows; at++)
        {
            var value = Vector512.Create(Unsafe.Add(ref input, at));
            a0 = Vector512.FusedMultiplyAdd(value, Vector512.LoadUnsafe(ref weights, (nuint)(at * Panel)), a0);
            a1 = Vector512.FusedMultiplyAdd(value, Vector512.LoadUnsafe(ref weights, (nuint)(at * Panel) + 16), a1);
        }
        Store(a0, a1, ref result);
    }

    static void Store(Vector512<float> left, Vector512<float> right, ref float result)
    {
        left.StoreUnsafe(ref result);
        right.StoreUnsafe(ref result, 16);
    }
}
