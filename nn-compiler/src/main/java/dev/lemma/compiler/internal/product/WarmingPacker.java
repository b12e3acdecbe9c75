package dev.lemma.compiler.internal.product;

import java.lang.reflect.Array;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A packer that begins to be compiled when it is first asked for. */
final class WarmingPacker<A> {
    private static final int COUNT = 16;

    private final TileWarmUp warmUp;
    private final Class<?> number;
    private final int lanes;
    private final Supplier<Packer<A>> assemble;
    private final int stride;
    private final int step;
    private volatile @Nullable Packer<A> compiled;
    private boolean begun;

    /**
     * @param number type of the elements
     * @param stride distance of what lies together in the target
     * @param step rows that one of {@code count} moves makes in the target
     */
    WarmingPacker(TileWarmUp warmUp, Class<?> number, int lanes, Supplier<Packer<A>> assemble, int stride, int step) {
        this.warmUp = warmUp;
        this.number = number;
        this.lanes = lanes;
        this.assemble = assemble;
        this.stride = stride;
        this.step = step;
    }

    /** The packer, or null while it is being compiled. */
    @Nullable
    Packer<A> get() {
        Packer<A> packer = compiled;
        if (packer == null) {
            begin();
        }
        return packer;
    }

    private synchronized void begin() {
        if (!begun) {
            begun = true;
            warmUp.add(new Candidate());
        }
    }

    private final class Candidate extends TileWarmUp.Candidate {
        private final A from;
        private final A to;
        private @Nullable Packer<A> packer;

        @SuppressWarnings("unchecked")
        Candidate() {
            super(2.0 * COUNT * step * Math.min(stride, lanes));
            from = (A) Array.newInstance(number, 2 * lanes * lanes * COUNT);
            to = (A) Array.newInstance(number, (COUNT * step + lanes) * (stride + lanes));
        }

        @Override
        void call() {
            Packer<A> warm = packer;
            if (warm == null) {
                warm = assemble.get();
                packer = warm;
            }
            warm.run(from, 0, step == 1 ? lanes : lanes * COUNT, to, 0, stride, COUNT);
        }

        @Override
        void publish() {
            compiled = packer;
        }
    }
}
