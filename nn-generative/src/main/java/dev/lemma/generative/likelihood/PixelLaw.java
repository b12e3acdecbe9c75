package dev.lemma.generative.likelihood;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;

/** The last step of a chain: the law of the data given x₁, a mean and a deviation. */
public interface PixelLaw {

    /** log p(x₀ | mean, σ), element by element. */
    Tensor logDensity(Tensor data, Tensor mean, Tensor deviation);

    /** Refuses data that are not in the range the law is about. */
    void require(Array data);

    /** Data are real numbers: the Gaussian itself. */
    PixelLaw CONTINUOUS = new PixelLaw() {
        @Override
        public Tensor logDensity(Tensor data, Tensor mean, Tensor deviation) {
            Tensor z = data.minus(mean).dividedBy(deviation);
            return z.square().times(-0.5).minus(deviation.log()).minus(0.5 * Math.log(2 * Math.PI));
        }

        @Override
        public void require(Array data) {}
    };

    /**
     * Data are one of so many levels, equally spaced from −1 to 1: the Gaussian's mass in the level's bin, the outermost reaching to infinity. By the error
     * function, exactly; where the mass is below 10⁻³⁰⁰, by a lower bound on it.
     */
    static PixelLaw discretised(int levels) {
        Check.atLeast("levels", levels, 2);
        double half = 1.0 / (levels - 1);
        return new PixelLaw() {
            @Override
            public Tensor logDensity(Tensor data, Tensor mean, Tensor deviation) {
                Tensor off = data.minus(mean);
                Tensor side = off.sign();
                Tensor distance = off.abs();
                Tensor root = deviation.times(Math.sqrt(2)).broadcast(off.shape());
                Tensor near = distance.minus(half).dividedBy(root).erfc();
                Tensor far = distance.plus(half).dividedBy(root).erfc();
                // The outermost bins have no far side when the datum lies outwards of the mean, and no near side when
                // inwards.
                Tensor outermost = data.abs().atLeast(1 - half);
                Tensor outwards = data.sign().times(side).atLeast(0);
                Tensor open = Tensor.select(outwards, near, far.negate().plus(2));
                Tensor mass = Tensor.select(outermost, open, near.minus(far)).times(0.5);
                Tensor bound = distance.plus(half)
                        .dividedBy(deviation)
                        .square()
                        .times(-0.5)
                        .minus(deviation.log())
                        .plus(Math.log(2 * half) - 0.5 * Math.log(2 * Math.PI));
                double least = data.type() == dev.lemma.api.tensor.DType.FLOAT64 ? 1e-300 : 1e-30;
                return Tensor.select(
                        mass.greaterThan(least), mass.maximum(least).log(), bound);
            }

            @Override
            public void require(Array data) {
                for (int i = 0; i < data.shape().size(); i++) {
                    double level = (data.get(i) + 1) / (2 * half);
                    if (!(Math.abs(level - Math.rint(level)) <= 1e-3 && level > -0.5 && level < levels - 0.5)) {
                        throw new IllegalArgumentException("data: expected one of " + levels
                                + " levels from -1 to 1, got " + data.get(i)
                                + ": map level k to 2k/(levels - 1) - 1; nothing is clipped");
                    }
                }
            }
        };
    }
}
