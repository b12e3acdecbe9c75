package dev.lemma.compiler.internal.lapack;

import dev.lemma.compiler.concurrent.Team;

/** The lower Cholesky factor over the lower triangle of a row-major matrix. */
public final class CholeskyBlocks {

    private CholeskyBlocks() {}

    /** 0, or k &gt; 0 if the leading k × k block is not positive definite; the triangle above the diagonal is not touched. */
    public static int factorise(int n, Object a, Team team, Lapack lapack) {
        // Row-major lower is column-major upper.
        return lapack.potrf(true, n, a);
    }
}
