package dev.lemma.examples.program;

import dev.lemma.api.linear.LinearAlgebra;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.List;

/** Linear algebra in an expression: the evidence of a Gaussian process and its gradient in the kernel's length. */
public final class Evidence {

    private Evidence() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Program evidence = Program.of(Fused.executor(), in -> {
            Tensor length = in.get(0);
            Tensor x = in.get(1);
            Tensor k = x.expand(1).minus(x.expand(0)).dividedBy(length).square().times(-0.5).exp();
            Tensor noise = Tensor.range(DType.FLOAT64, 5).expand(1).equalTo(Tensor.range(DType.FLOAT64, 5).expand(0)).times(0.1);
            Tensor l = LinearAlgebra.cholesky(k.plus(noise));
            Tensor value = LinearAlgebra.logDeterminant(l).times(2).plus(LinearAlgebra.solveTriangular(l, x.sin()).square().sum());
            return List.of(value, Derivatives.gradient(value, length));
        });
        for (double length : new double[] {0.5, 1, 2, 4}) {
            List<Array> at = evidence.callAll(List.of(Array.scalar(length), Array.vector(0, 1, 2, 3, 4)));
            System.out.printf("length %.1f: %.4f, slope %.4f%n", length, at.get(0).item(), at.get(1).item());
        }
    }
    // spotless:on
}
