/**
 * Networks of frames: per layer a frame, a Lipschitz nonlinearity and a pooling, and what is proved of them.
 *
 * <p>{@link dev.lemma.scattering.frame.FrameNetwork} is such a network; it is refused unless each layer is admissible, {@code B ≤ min(1, L⁻²R⁻²)}, and its {@link
 * dev.lemma.scattering.frame.Certificate} bounds what distances, translations and deformations do to its features. Frames of one's own implement {@link
 * dev.lemma.api.frame.Frame}.
 *
 * @see <a href="https://arxiv.org/abs/1512.06293">Wiatowski and Bölcskei 2018, A mathematical theory of deep convolutional neural networks for feature extraction</a>
 * @see <a href="https://arxiv.org/abs/1605.08283">Wiatowski, Tschannen, Stanic, Grohs and Bölcskei 2016, Discrete deep feature extraction</a>
 */
@NullMarked
package dev.lemma.scattering.frame;

import org.jspecify.annotations.NullMarked;
