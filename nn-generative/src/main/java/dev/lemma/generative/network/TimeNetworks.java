package dev.lemma.generative.network;

import dev.lemma.api.tensor.Shape;
import dev.lemma.core.network.Network;

/** Networks that see the time, ready for a score model. */
public final class TimeNetworks {

    private TimeNetworks() {}

    /** A network of a timed layer for samples of a shape, without labels. */
    public static Network of(Shape sample, TimedLayer layer) {
        return of(sample, 0, layer);
    }

    /** A network of a timed layer for samples of a shape, with so many labels and one that means none. */
    public static Network of(Shape sample, int classes, TimedLayer layer) {
        Timed timed = new Timed(sample, classes, layer);
        return Network.of(timed.input(), timed);
    }

    /** A {@link TimedPerceptron} for points. */
    public static Network perceptron(Shape sample, int width, int depth) {
        return of(sample, new TimedPerceptron(width, depth));
    }

    /** A {@link UNet} for images [C, H, W]. */
    public static Network unet(Shape sample, int channels, int levels) {
        return of(sample, new UNet(channels, levels));
    }
}
