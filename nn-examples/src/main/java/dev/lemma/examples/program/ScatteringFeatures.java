package dev.lemma.examples.program;

import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.examples.data.Digits;
import dev.lemma.scattering.Scattering2D;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scattering features of digits: as numbers, and as a layer of a network. */
public final class ScatteringFeatures {

    private ScatteringFeatures() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Scattering2D s = Scattering2D.of(8, 8).scales(2).angles(8);
        INDArray features = s.transform(Digits.images().features());       // any leading batch shape
        Network net = Network.of(Digits.IMAGE, Sequential.of(s.layer(), new Flatten(), new Dense(10)));

        System.out.println(Arrays.toString(features.shape()) + " for " + s.pathCount() + " paths");
        System.out.println(net.output() + " from " + net.parameterCount() + " parameters");
    }
    // spotless:on
}
