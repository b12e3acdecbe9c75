package dev.lemma.kernels.width;

import dev.lemma.api.tensor.Tensor;

/** A number per position that is certain in the limit, by the law of large numbers over channels: means and variances of layer normalisation. */
@FunctionalInterface
interface Certain {
    /** The numbers [batch, positions] of one side: 0 for x, 1 for x′. */
    Tensor at(KernelExpression kernel, int side);
}
