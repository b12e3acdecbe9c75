package dev.lemma.generative.schedule;

import dev.lemma.api.tensor.Tensor;
import java.util.function.UnaryOperator;

/** The usual noise schedules by name. */
public final class Schedules {

    private Schedules() {}

    /** {@link LinearSchedule} from 0.1 to 20. */
    public static NoiseSchedule linear() {
        return new LinearSchedule();
    }

    /** {@link CosineSchedule} with offset 0.008, until 0.9946. */
    public static NoiseSchedule cosine() {
        return new CosineSchedule();
    }

    /** {@link SigmoidSchedule} from −3 to 3, until 0.999. */
    public static NoiseSchedule sigmoid() {
        return new SigmoidSchedule();
    }

    /** {@code β(t) = β}: with it the process is that of Ornstein and Uhlenbeck. */
    public static NoiseSchedule constant(double beta, double horizon) {
        return new FunctionSchedule(horizon, t -> t.times(beta));
    }

    /** A schedule of one's own from B(t); checked. */
    public static NoiseSchedule of(double horizon, UnaryOperator<Tensor> integral) {
        return new FunctionSchedule(horizon, integral);
    }
}
