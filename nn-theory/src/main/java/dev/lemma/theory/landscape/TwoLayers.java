package dev.lemma.theory.landscape;

import dev.lemma.api.tensor.Parameter;
import dev.lemma.core.network.Network;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where the parameters of a network of two dense layers stand: {@code W₁ [p, d], b₁ [p], W₂ [k, p], b₂ [k]}, either bias being optional. */
final class TwoLayers {

    private final Parameter first;
    private final @Nullable Parameter firstBias;
    private final Parameter second;
    private final @Nullable Parameter secondBias;

    private TwoLayers(
            Parameter first, @Nullable Parameter firstBias, Parameter second, @Nullable Parameter secondBias) {
        this.first = first;
        this.firstBias = firstBias;
        this.second = second;
        this.secondBias = secondBias;
    }

    static TwoLayers of(Network network, String who) {
        List<Parameter> all = network.parameters();
        List<Parameter> matrices =
                all.stream().filter(p -> p.shape().rank() == 2).toList();
        boolean fits = matrices.size() == 2
                && matrices.get(0).shape().extent(0) == matrices.get(1).shape().extent(1)
                && all.stream().allMatch(p -> p.shape().rank() == 2 || p.shape().rank() == 1)
                && all.size() <= 4;
        Parameter firstBias = null;
        Parameter secondBias = null;
        if (fits) {
            for (Parameter p : all) {
                if (p.shape().rank() == 1) {
                    if (p.offset() < matrices.get(1).offset()) {
                        fits &= firstBias == null
                                && p.shape().size() == matrices.get(0).shape().extent(0);
                        firstBias = p;
                    } else {
                        fits &= secondBias == null
                                && p.shape().size() == matrices.get(1).shape().extent(0);
                        secondBias = p;
                    }
                }
            }
        }
        if (!fits) {
            throw new IllegalArgumentException(who + ": expected a network of two dense layers, got parameters "
                    + all.stream().map(p -> p.name() + " " + p.shape()).toList());
        }
        return new TwoLayers(matrices.get(0), firstBias, matrices.get(1), secondBias);
    }

    int width() {
        return first.shape().extent(0);
    }

    /** The row that enters a hidden unit, with its bias. */
    int[] entering(int unit) {
        int inputs = first.shape().extent(1);
        IntStream row = IntStream.range(0, inputs).map(i -> first.offset() + unit * inputs + i);
        return (firstBias == null ? row : IntStream.concat(row, IntStream.of(firstBias.offset() + unit))).toArray();
    }

    /** The column that leaves a hidden unit. */
    int[] leaving(int unit) {
        int width = width();
        return IntStream.range(0, second.shape().extent(0))
                .map(j -> second.offset() + j * width + unit)
                .toArray();
    }

    /** The last bias. */
    int[] rest() {
        Parameter bias = secondBias;
        return bias == null
                ? new int[0]
                : IntStream.range(0, bias.shape().size())
                        .map(j -> bias.offset() + j)
                        .toArray();
    }

    boolean hasBias() {
        return firstBias != null || secondBias != null;
    }
}
