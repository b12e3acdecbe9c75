package dev.lemma.generative.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.generative.Golds;
import dev.lemma.generative.network.TimeEmbedding;
import dev.lemma.generative.network.TimedPerceptron;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.optim.Adam;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Flows are inverted, and their determinants are those of their Jacobians. */
class NormalizingFlowTest {

    private static final Flow COUPLING = new CouplingFlow(4, 16);
    private static final Flow CONTINUOUS =
            new ContinuousFlow(new TimedPerceptron(16, 1, Activations.TANH, TimeEmbedding.octaves(2), 0), 8);

    private static Array moved(Network network) {
        double[] theta = network.initialArray(Key.of(3)).toDoubles();
        for (int i = 0; i < theta.length; i++) {
            theta[i] += 0.3 * Math.sin(1.7 * i);
        }
        return Array.vector(theta);
    }

    @Test
    void inversesInvertAndDeterminantsAreThoseOfTheJacobian() {
        for (Flow flow : List.of(COUPLING, CONTINUOUS)) {
            NormalizingFlow f = NormalizingFlow.of(3, flow, DType.FLOAT64);
            Network network = f.model().part(NormalizingFlow.PART);
            Array theta = moved(network);
            Array x = GaussianMixture.gaussian(new double[3], 1).draw(Key.of(1), 5);
            Array back = f.decode(theta, f.encode(theta, x));
            assertThat(Golds.difference(back, x)).isLessThan(flow == COUPLING ? 1e-12 : 2e-4);
            Array logs = Program.of(Fused.executor(), in -> {
                        Tensor image = network.apply(in.get(0), in.get(1));
                        return List.of(image.at(1, 3));
                    })
                    .call(theta, x);
            for (int i = 0; i < 5; i++) {
                Array jacobian = Program.of(Fused.executor(), in -> {
                            Tensor z = network.apply(in.get(0), in.get(1)).slice(1, 0, 3);
                            return List.of(Derivatives.jacobian(z, in.get(1)).reshape(3, 3));
                        })
                        .call(theta, x.rows(i, i + 1));
                double[] j = jacobian.toDoubles();
                double det = j[0] * (j[4] * j[8] - j[5] * j[7])
                        - j[1] * (j[3] * j[8] - j[5] * j[6])
                        + j[2] * (j[3] * j[7] - j[4] * j[6]);
                assertThat(logs.get(i)).isCloseTo(Math.log(Math.abs(det)), within(flow == COUPLING ? 1e-12 : 2e-3));
            }
        }
    }

    /** After a few seconds nearer to the entropy of two clusters than the best Gaussian. */
    @Test
    void learnsTwoClusters() {
        GaussianMixture law = GaussianMixture.of(new double[][] {{-1.2, 0}, {1.2, 0.5}}, 0.4);
        Array data = law.draw(Key.of(1), 2000);
        Array test = law.draw(Key.of(2), 1000);
        NormalizingFlow flow = NormalizingFlow.of(2, new CouplingFlow(6, 32));
        Trained trained = Trainer.of(flow.model(), flow.loss(), new Adam(5e-3))
                .batchSize(256)
                .steps(500)
                .fit(data);
        Array theta = trained.part(NormalizingFlow.PART).thetaArray();
        double learned = mean(flow.logDensity(theta, test));
        double exact = mean(Program.of(Fused.executor(), in -> List.of(law.logDensity(in.get(0))))
                .call(test));
        GaussianMixture fit = GaussianMixture.fit(data);
        double gaussian = mean(Program.of(Fused.executor(), in -> List.of(fit.logDensity(in.get(0))))
                .call(test));
        assertThat(learned).isGreaterThan(gaussian + 0.5 * (exact - gaussian)).isLessThan(exact + 0.05);
        assertThat(flow.sampleArray(theta, Key.of(5), 20).rows(0, 10))
                .isEqualTo(flow.sampleArray(theta, Key.of(5), 10));
    }

    private static double mean(Array a) {
        return IntStream.range(0, a.shape().size())
                .mapToDouble(a::get)
                .average()
                .orElseThrow();
    }

    @Test
    void refusesOneLayer() {
        assertThatThrownBy(() -> new CouplingFlow(1, 4)).hasMessageContaining("layers");
    }
}
