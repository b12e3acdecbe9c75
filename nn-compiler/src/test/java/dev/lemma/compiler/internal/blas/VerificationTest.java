package dev.lemma.compiler.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class VerificationTest {

    /** Products in Java, of which one number is another, or which fail. */
    private static final class Broken extends DelegatingBlas {
        private final int at;
        private final boolean fails;

        Broken(int at, boolean fails) {
            this.at = at;
            this.fails = fails;
        }

        @Override
        void after(float[] c) {
            if (fails) {
                throw new IllegalStateException("illegal instruction");
            }
            if (at < c.length) {
                c[at] += 1;
            }
        }
    }

    private abstract static class DelegatingBlas implements Blas {
        abstract void after(float[] c);

        @Override
        public void gemm(
                boolean ta,
                boolean tb,
                int m,
                int n,
                int k,
                float alpha,
                float[] a,
                int ao,
                int lda,
                float[] b,
                int bo,
                int ldb,
                float beta,
                float[] c,
                int co,
                int ldc) {
            Blas.plain().gemm(ta, tb, m, n, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
            after(c);
        }

        @Override
        public void gemm(
                boolean ta,
                boolean tb,
                int m,
                int n,
                int k,
                double alpha,
                double[] a,
                int ao,
                int lda,
                double[] b,
                int bo,
                int ldb,
                double beta,
                double[] c,
                int co,
                int ldc) {
            Blas.plain().gemm(ta, tb, m, n, k, alpha, a, ao, lda, b, bo, ldb, beta, c, co, ldc);
        }

        @Override
        public boolean isNative() {
            return true;
        }

        @Override
        public String description() {
            return "a broken library";
        }

        @Override
        public void pinThreads() {}
    }

    @Test
    void rightProductsPass() {
        assertThat(Verification.fault(Blas.plain())).isNull();
        assertThat(Verification.fault(Blas.best())).isNull();
        assertThat(Blas.best().isNative()).isTrue();
    }

    /** The last number of the largest product alone: 96 × 112. */
    @Test
    void oneWrongNumberIsSeen() {
        assertThat(Verification.fault(new Broken(0, false)))
                .isEqualTo("a product [1, 33] x [33, 17] in float32 is wrong");
        assertThat(Verification.fault(new Broken(96 * 112 - 1, false)))
                .isEqualTo("a product [96, 97] x [97, 112] in float32 is wrong");
    }

    @Test
    void aWrongOrFailingLibraryIsReplacedByOurOwn() {
        assertThat(BestBlas.verified(new Broken(0, false), LoggerFactory.getLogger(Blas.class)))
                .isSameAs(Blas.plain());
        assertThat(BestBlas.verified(new Broken(0, true), LoggerFactory.getLogger(Blas.class)))
                .isSameAs(Blas.plain());
    }
}
