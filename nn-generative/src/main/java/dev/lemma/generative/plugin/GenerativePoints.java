package dev.lemma.generative.plugin;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.sampler.Sampler;

/** The extension points whose types are of this module. ({@code sampler} are Markov chains, of nn-optim.) */
public final class GenerativePoints {

    /** Processes that turn data into noise. */
    public static final ExtensionPoint<AffineProcess> PROCESS = new ExtensionPoint<>("process", AffineProcess.class);

    /** Methods that turn noise into samples with a score. */
    public static final ExtensionPoint<Sampler> DIFFUSION_SAMPLER =
            new ExtensionPoint<>("diffusion-sampler", Sampler.class);

    private GenerativePoints() {}
}
