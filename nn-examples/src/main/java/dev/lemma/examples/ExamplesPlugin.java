package dev.lemma.examples;

import static dev.lemma.core.plugin.CorePoints.DATASET;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.examples.data.Diabetes;
import dev.lemma.examples.data.Digits;
import dev.lemma.theory.Experiment;
import dev.lemma.theory.bias.MarginsOfLabels;
import dev.lemma.theory.geometry.Collapse;

/** The data that are shipped with the examples, by name. They are read when they are asked for. */
public final class ExamplesPlugin implements NnPlugin {

    @Override
    public String id() {
        return "lemma.examples";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        to.supply(DATASET, "digits", Digits::load)
                .summary("1797 handwritten digits, 8 × 8 pixels, as vectors of 64")
                .cite("doi:10.24432/C50P49");
        to.supply(DATASET, "digits-images", Digits::images)
                .summary("the same as pictures [1, 8, 8], for convolutions")
                .cite("doi:10.24432/C50P49");
        to.supply(DATASET, "diabetes", Diabetes::load)
                .summary("442 patients, ten measurements and how far the disease progressed in a year")
                .cite("doi:10.1214/009053604000000067");
        to.supply(Experiment.POINT, "collapse", () -> new Collapse(Digits.load().take(1000)))
                .summary("Past zero error the features of the digits and the weights on them collapse onto a simplex")
                .cite("arXiv:2008.08186");
        to.supply(
                        Experiment.POINT,
                        "margins",
                        () -> new MarginsOfLabels(Digits.load().take(500)))
                .summary("True and random labels are fitted alike; spectrally normalised margins tell them apart")
                .cite("arXiv:1706.08498");
    }
}
