using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace SalesAssistant.Content.Embeddings;

/// <summary>A linear map, fitted by least squares.</summary>
internal sealed class LeastSquares
{
    readonly float[][] rows;

    LeastSquares(float[][] rows) => this.rows = rows;

    /// <summary>The map that takes what is given nearest to what is wanted, by ridge regression.</summary>
    /// <param name="ridge">How much is added to the diagonal, as a share of its mean.</param>
    public static LeastSquares Fit(IReadOnlyList<float[]> given, IReadOnlyList<float[]> wanted, double ridge)
    {
        var x = Matrix<float>.Build.DenseOfRowArrays(given);
        var y = Matrix<float>.Build.DenseOfRowArrays(wanted);
        var squares = x.TransposeThisAndMultiply(x).ToDouble();
        var add = (ridge * squares.Trace() / squares.RowCount) + 1e-9;
        for (var at = 0; at < squares.RowCount; at++)
            squares[at, at] += add;
        var map = squares.Cholesky().Solve(x.TransposeThisAndMultiply(y).ToDouble());
        return new LeastSquares([.. Enumerable.Range(0, map.ColumnCount).Select(column => map.Column(column).Select(value => (float)value).ToArray())]);
    }

    public float[] Apply(ReadOnlySpan<float> vector)
    {
        var result = new float[rows.Length];
        for (var row = 0; row < rows.Length; row++)
            result[row] = TensorPrimitives.Dot(rows[row], vector);
        return result;
    }
}
