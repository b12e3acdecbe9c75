package dev.lemma.kernels.tangent;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.ConvolutionWeightGradient;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.ParameterUse;
import org.jspecify.annotations.Nullable;

/**
 * Where a parameter meets the samples: the node z whose operand it is. From the cotangent Δ of z follows the derivative of each sample's output with respect to the
 * parameter:
 *
 * <pre>{@code
 * z = h W        h_i ⊗ Δ_i, summed over the rows of a sample
 * z = h * W      the weight gradient of each sample by itself
 * z = h + b      Δ_i summed over where each entry stands
 * z = h · g      (h Δ)_i summed over where each entry stands
 * }</pre>
 *
 * @param node z
 * @param use the parameter
 * @param side which operand it is
 */
record Contact(Tensor node, ParameterUse use, int side) {

    /** Entries of the matrix that sums over repeated entries. */
    private static final int LARGEST = 1 << 22;

    /** What the parameter is multiplied with. */
    private Tensor other() {
        return node.operand(1 - side);
    }

    /** Whether derivatives are {@code h_i ⊗ Δ_i} with one row per sample, whose Gram matrix is a product of two small ones. */
    boolean outer(int samples) {
        return node.op() instanceof MatMul product
                && side == 1
                && !product.transposeA()
                && node.rank() == 2
                && node.shape().extent(0) == samples
                && use.distinct();
    }

    /** Whether the derivatives are those of z itself, [n, size]: a bias added once to each number. */
    boolean isShift(int samples) {
        int[] places = use.places();
        int size = use.parameter().shape().size();
        if (node.op() != Binary.ADD || places.length != samples * size) {
            return false;
        }
        for (int i = 0; i < places.length; i++) {
            if (places[i] != i % size) {
                return false;
            }
        }
        return true;
    }

    /** h, [n, d]. */
    Tensor left() {
        return other();
    }

    /** The derivatives of all samples, [n, size], up to the parameter's factor; null if this contact is not understood. */
    @Nullable
    Tensor derivatives(Tensor cotangent, int samples) {
        if (node.op() == Binary.ADD || node.op() == Binary.SUBTRACT) {
            Tensor signed = node.op() == Binary.SUBTRACT && side == 1 ? cotangent.negate() : cotangent;
            return collected(signed, samples);
        }
        if (node.op() == Binary.MULTIPLY) {
            return collected(cotangent.times(other()), samples);
        }
        if (node.op() instanceof MatMul product) {
            return product(product, cotangent, samples);
        }
        if (node.op() instanceof Convolution convolution && side == 1 && use.distinct()) {
            Shape x = other().shape();
            Shape y = node.shape();
            int groups = samples * convolution.groups();
            Tensor images = other().reshape(1, samples * x.extent(1), x.extent(2), x.extent(3));
            Tensor deltas = cotangent.reshape(1, samples * y.extent(1), y.extent(2), y.extent(3));
            Tensor each = Tensor.apply(new ConvolutionWeightGradient(convolution.window(), groups), images, deltas);
            return each.reshape(samples, each.shape().size() / samples);
        }
        return null;
    }

    private @Nullable Tensor product(MatMul product, Tensor cotangent, int samples) {
        if (side != 1 || product.transposeA() || node.rank() != 2 || !use.distinct()) {
            return null;
        }
        int rows = node.shape().extent(0) / samples;
        if (rows * samples != node.shape().extent(0)) {
            return null;
        }
        Tensor h = other().reshape(samples, rows, other().shape().extent(1));
        Tensor delta = cotangent.reshape(samples, rows, node.shape().extent(1));
        Tensor each = h.transpose().matmul(delta);
        return each.reshape(samples, each.shape().size() / samples);
    }

    /** Sums over the places of each entry of the parameter, sample by sample. */
    private @Nullable Tensor collected(Tensor cotangent, int samples) {
        int[] places = use.places();
        int each = places.length / samples;
        int size = use.parameter().shape().size();
        if (each * samples != places.length) {
            return null;
        }
        for (int i = each; i < places.length; i++) {
            if (places[i] != places[i - each]) {
                return null;
            }
        }
        boolean inner = each % size == 0;
        boolean last = inner;
        int repeats = inner ? each / size : 1;
        for (int i = 0; i < each; i++) {
            inner &= places[i] == i / repeats;
            last &= places[i] == i % size;
        }
        if (last) {
            return repeats == 1
                    ? cotangent.reshape(samples, size)
                    : cotangent.reshape(samples, repeats, size).sum(1);
        }
        if (inner) {
            return cotangent.reshape(samples, size, repeats).sum(2);
        }
        if ((long) each * size > LARGEST) {
            return null;
        }
        double[] matrix = new double[each * size];
        for (int i = 0; i < each; i++) {
            if (places[i] >= 0) {
                matrix[i * size + places[i]] = 1;
            }
        }
        return cotangent
                .reshape(samples, each)
                .matmul(Tensor.literal(Array.of(Shape.of(each, size), matrix).as(cotangent.type())));
    }
}
