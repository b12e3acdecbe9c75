package dev.lemma.kernels.features;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.kernels.Kernels;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A map φ of points [n, d] to features [n, m], as an expression: a layer without parameters, a transformation of arrays, and a kernel. */
@FunctionalInterface
public interface FeatureMap extends Layer {

    /** φ of each row. */
    Tensor map(Tensor rows);

    @Override
    default Tensor apply(Scope scope, Tensor x) {
        if (x.rank() != 2) {
            throw new ShapeException("features: expected points [n, d], got " + x.shape());
        }
        return map(x);
    }

    /** φ of each row, [n, m]. */
    default Array transform(Array x) {
        if (x.shape().rank() != 2) {
            throw new ShapeException("features: expected points [n, d], got " + x.shape());
        }
        return Program.of(Fused.executor(), in -> List.of(map(in.get(0)))).call(x);
    }

    /** φ of each row, [n, m]. */
    default INDArray transform(INDArray x) {
        return transform(Array.of(x)).toINDArray();
    }

    /** {@code ⟨φ(x), φ(x′)⟩}. */
    default Kernel kernel() {
        return Kernels.features(this::map);
    }
}
