package dev.lemma.core.layer;

import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;

/** What layers on images and signals expect of their input; a signal is an image of height 1. */
final class Images {

    private Images() {}

    static void check(String layer, Tensor x) {
        if (x.rank() != 4) {
            throw new ShapeException(layer + ": expected images [N, C, H, W], got " + x.shape()
                    + (x.rank() == 3 ? ": grey images need a channel, with Reshape(1, H, W) before" : ""));
        }
    }

    static void checkSignals(String layer, Tensor x) {
        if (x.rank() != 3) {
            throw new ShapeException(layer + ": expected signals [N, C, L], got " + x.shape()
                    + (x.rank() == 2 ? ": signals of one channel need an axis for it, with Reshape(1, L) before" : ""));
        }
    }

    /** Channels and at least one axis of places: [N, C, …]. */
    static void checkChannels(String layer, Tensor x, int leastRank) {
        if (x.rank() < leastRank) {
            throw new ShapeException(layer + ": expected [N, C" + (leastRank > 2 ? ", …" : "") + "], got " + x.shape());
        }
    }
}
