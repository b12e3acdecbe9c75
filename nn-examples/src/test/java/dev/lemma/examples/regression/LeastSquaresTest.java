package dev.lemma.examples.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {

    /** Residuals (1, −1, −1, 1)/2 are orthogonal to a constant and to x = 0, 1, 2, 3. */
    @Test
    void leavesTheResidualAlone() {
        Array x = Array.matrix(new double[][] {{0}, {1}, {2}, {3}});
        Array y = Array.vector(5 + 0.5, 7 - 0.5, 9 - 0.5, 11 + 0.5);
        assertThat(LeastSquares.risk(x, y)).isCloseTo(0.25, within(1e-14));
    }

    @Test
    void aColumnThatFollowsFromOthersAddsNothing() {
        Array x = Array.matrix(new double[][] {{0, 1, 1}, {1, 3, 1}, {2, 5, 1}, {3, 7, 1}});
        Array y = Array.vector(5 + 0.5, 7 - 0.5, 9 - 0.5, 11 + 0.5);
        assertThat(LeastSquares.risk(x, y)).isCloseTo(0.25, within(1e-13));
    }
}
