package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded chains that use every operation; integers are never made from a NaN, whose bits are unspecified. */
final class RandomChains {
    /** Rare functions of different constants. */
    enum TestRare implements Rare {
        SINE {
            @Override
            public double at(double x) {
                return Math.sin(x);
            }
        },
        HALF {
            @Override
            public double at(double x) {
                return 0.5 * x + 1;
            }
        }
    }

    private final Random random;
    private final ChainBuilder b;
    private final List<Integer> reals = new ArrayList<>();
    private final List<Integer> integers = new ArrayList<>();
    private final List<Integer> masks = new ArrayList<>();

    private RandomChains(DType type, long seed) {
        random = new Random(seed);
        b = new ChainBuilder(type);
    }

    /** A chain with {@code inputs} inputs (a quarter of them splats, never the first), {@code operations} steps and up to five sinks. */
    static Chain chain(DType type, long seed, int inputs, int operations) {
        return new RandomChains(type, seed).make(inputs, operations);
    }

    private Chain make(int inputs, int operations) {
        for (int k = 0; k < inputs; k++) {
            reals.add(b.input(k > 0 && random.nextInt(4) == 0));
        }
        reals.add(b.constant(random.nextGaussian()));
        reals.add(b.constant(random.nextBoolean() ? 0.0 : -0.0));
        int width = 8 * b.type().bytes();
        integers.add(b.integer(random.nextInt()));
        masks.add(b.lt(pick(reals), pick(reals)));
        for (int n = 0; n < operations; n++) {
            switch (random.nextInt(25)) {
                case 0, 1 -> reals.add(b.add(number(), number()));
                case 2 -> reals.add(b.sub(number(), number()));
                case 3, 4 -> reals.add(b.mul(number(), number()));
                case 5 -> reals.add(b.div(number(), number()));
                case 6 -> reals.add(b.min(number(), number()));
                case 7 -> reals.add(b.max(number(), number()));
                case 8 -> reals.add(horner());
                case 9 -> reals.add(b.fma(b.constant(random.nextGaussian()), number(), number()));
                case 10 -> reals.add(b.neg(number()));
                case 11 -> reals.add(b.abs(number()));
                case 12 -> reals.add(b.sqrt(number()));
                case 13 -> masks.add(b.lt(number(), number()));
                case 14 -> masks.add(b.le(number(), number()));
                case 15 -> masks.add(b.eq(number(), number()));
                case 16 -> reals.add(b.select(pick(masks), number(), number()));
                case 17 -> {
                    int x = number();
                    integers.add(b.bits(b.select(b.eq(x, x), x, b.constant(3))));
                }
                case 18 -> reals.add(finite(b.real(pick(integers))));
                case 19 ->
                    integers.add(
                            switch (random.nextInt(3)) {
                                case 0 -> b.iadd(pick(integers), pick(integers));
                                case 1 -> b.isub(pick(integers), pick(integers));
                                default -> b.imul(pick(integers), pick(integers));
                            });
                case 20 ->
                    integers.add(
                            switch (random.nextInt(3)) {
                                case 0 -> b.and(pick(integers), pick(integers));
                                case 1 -> b.or(pick(integers), pick(integers));
                                default -> b.xor(pick(integers), pick(integers));
                            });
                case 21 -> {
                    int count = random.nextInt(width);
                    integers.add(
                            switch (random.nextInt(3)) {
                                case 0 -> b.shiftLeft(pick(integers), count);
                                case 1 -> b.shiftRight(pick(integers), count);
                                default -> b.shiftRightArithmetic(pick(integers), count);
                            });
                }
                case 22 ->
                    masks.add(random.nextBoolean() ? b.and(pick(masks), pick(masks)) : b.or(pick(masks), pick(masks)));
                case 23 -> reals.add(b.repair(TestRare.values()[random.nextInt(2)], pick(masks), number(), number()));
                default -> {
                    int x = finite(number());
                    int bound = b.constant(1e6);
                    integers.add(b.toInteger(b.max(b.min(x, bound), b.neg(bound))));
                    reals.add(b.toReal(pick(integers)));
                }
            }
        }
        b.store(reals.get(reals.size() - 1));
        if (random.nextBoolean()) {
            b.store(pick(masks));
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            switch (random.nextInt(4)) {
                case 0 -> b.store(number());
                case 1 -> b.rowSum(number());
                case 2 -> b.rowMax(number());
                default -> b.columnSum(number());
            }
        }
        return b.build();
    }

    private int horner() {
        int x = number();
        int p = number();
        for (int n = 1 + random.nextInt(5); n > 0; n--) {
            p = b.fma(p, x, random.nextInt(3) == 0 ? number() : b.constant(random.nextGaussian()));
        }
        return p;
    }

    private int finite(int x) {
        return b.select(b.le(b.abs(x), b.constant(Float.MAX_VALUE)), x, b.constant(-7));
    }

    private int number() {
        return random.nextInt(8) == 0 ? pick(masks) : pick(reals);
    }

    private int pick(List<Integer> from) {
        // recent values more often, so that chains grow deep
        int n = from.size();
        return from.get(random.nextInt(3) == 0 ? random.nextInt(n) : n - 1 - random.nextInt(Math.min(n, 4)));
    }
}
