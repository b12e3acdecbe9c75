package dev.lemma.api.frame;

import dev.lemma.api.tensor.Shape;

/**
 * A semi-discrete frame: translations of a few filters, for signals of a grid that is closed to a circle or a torus.
 *
 * <pre>{@code
 * A ‖x‖² ≤ ‖x ∗ χ‖² + Σ_λ ‖x ∗ g_λ‖² ≤ B ‖x‖²
 * }</pre>
 *
 * <p>χ gives the features of a layer, the g_λ what the next layer sees. A lambda is enough; a named one is a record, for the extension point {@code frame}; {@code FrameContract}
 * says what is expected of it.
 *
 * @see <a href="https://arxiv.org/abs/1512.06293">Wiatowski and Bölcskei 2018, A mathematical theory of deep convolutional neural networks for feature extraction</a>
 */
@FunctionalInterface
public interface Frame {

    /**
     * The filters on a grid.
     *
     * @param grid points along each axis: one for signals, two for pictures
     * @throws dev.lemma.api.tensor.ShapeException if the frame has no filters for such a grid
     */
    Atoms atoms(Shape grid);
}
