package dev.lemma.core.training;

import dev.lemma.core.data.Sampler;

/**
 * How many steps of how many examples.
 *
 * @param epochs {@link Long#MAX_VALUE} where the steps are counted
 * @param steps {@link Long#MAX_VALUE} where the epochs are counted
 * @param parts in which a batch is computed
 */
record Pace(int batchSize, long epochs, long steps, int parts, Sampler sampler) {

    static final Pace USUAL = new Pace(32, 10, Long.MAX_VALUE, 1, Sampler.EVERY_EXAMPLE_ONCE);

    Pace withBatchSize(int examples) {
        return new Pace(examples, epochs, steps, parts, sampler);
    }

    Pace withEpochs(long count) {
        return new Pace(batchSize, count, Long.MAX_VALUE, parts, sampler);
    }

    Pace withSteps(long count) {
        return new Pace(batchSize, Long.MAX_VALUE, count, parts, sampler);
    }

    Pace withParts(int count) {
        return new Pace(batchSize, epochs, steps, count, sampler);
    }

    Pace withSampler(Sampler other) {
        return new Pace(batchSize, epochs, steps, parts, other);
    }
}
