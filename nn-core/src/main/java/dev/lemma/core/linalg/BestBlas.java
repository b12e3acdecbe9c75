package dev.lemma.core.linalg;

/** Holds the one instance behind {@link Blas#best()}: class initialisation makes loading lazy and happen once. */
final class BestBlas {
    static final Blas INSTANCE = PlainBlas.INSTANCE;

    private BestBlas() {}
}
