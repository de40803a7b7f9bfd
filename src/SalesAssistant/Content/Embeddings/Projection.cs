using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra;

namespace SalesAssistant.Content.Embeddings;

/// <summary>The directions in which vectors differ most (principal components), and their mean.</summary>
internal sealed class Projection(float[] mean, float[][] axes)
{
    readonly float[] shift = [.. axes.Select(axis => TensorPrimitives.Dot<float>(axis, mean))];

    /// <summary>How long its vectors are.</summary>
    public int Dimensions => mean.Length;

    public static Projection Fit(IReadOnlyList<float[]> vectors, int axes)
    {
        var mean = new float[vectors[0].Length];
        foreach (var vector in vectors)
            TensorPrimitives.Add(mean, vector, mean);
        TensorPrimitives.Divide(mean, vectors.Count, mean);
        var centred = Matrix<float>.Build.DenseOfRowArrays(vectors.Select(vector => vector.Zip(mean, (value, middle) => value - middle).ToArray()));
        var spread = centred.TransposeThisAndMultiply(centred).ToDouble();
        var directions = spread.Evd(Symmetricity.Symmetric).EigenVectors;
        // In ascending order of their spread: the last are the first.
        return new Projection(mean, [.. Enumerable.Range(1, Math.Min(axes, mean.Length)).Select(number => directions.Column(directions.ColumnCount - number).Select(value => (float)value).ToArray())]);
    }

    /// <param name="centred">False leaves the mean in, as for a question.</param>
    public void Apply(ReadOnlySpan<float> vector, Span<float> result, bool centred)
    {
        for (var axis = 0; axis < axes.Length; axis++)
            result[axis] = TensorPrimitives.Dot(axes[axis], vector) - (centred ? shift[axis] : 0);
    }

    public void Write(BinaryWriter file)
    {
        file.Write(mean.Length);
        file.Write(axes.Length);
        foreach (var row in axes.Prepend(mean))
            file.Write(MemoryMarshal.AsBytes<float>(row));
    }

    public static Projection Read(BinaryReader file)
    {
        var (length, count) = (file.ReadInt32(), file.ReadInt32());
        if (length is <= 0 or > 16_384 || count is < 0 or > 16_384)
            throw new InvalidDataException("These are no axes.");
        var rows = new float[count + 1][];
        for (var row = 0; row < rows.Length; row++)
            file.BaseStream.ReadExactly(MemoryMarshal.AsBytes((rows[row] = new float[length]).AsSpan()));
        return new Projection(rows[0], rows[1..]);
    }
}
