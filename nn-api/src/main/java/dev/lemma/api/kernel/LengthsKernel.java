package dev.lemma.api.kernel;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * {@code k(x/l, x′/l)}, coordinate by coordinate. Hyper-parameters: {@code lengths[0]}, …, then those of k; a length that k has of its own is
 * better {@link Kernel#fixed}, or only their quotients matter.
 *
 * @param kernel k
 * @param lengths l, one for each coordinate, &gt; 0
 */
public record LengthsKernel(Kernel kernel, List<Double> lengths) implements Kernel {

    public LengthsKernel {
        Objects.requireNonNull(kernel, "kernel");
        lengths = List.copyOf(lengths);
        for (int j = 0; j < lengths.size(); j++) {
            Check.positive("lengths[" + j + "]", lengths.get(j));
        }
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        if (pairs.dimension() != lengths.size()) {
            throw new ShapeException("kernel: it has " + lengths.size() + " lengths, the points have "
                    + pairs.dimension() + " coordinates: give one length for each");
        }
        Tensor l = hyper.positive("lengths", lengths);
        return kernel.apply(hyper, pairs.map(rows -> rows.dividedBy(l)));
    }
}
