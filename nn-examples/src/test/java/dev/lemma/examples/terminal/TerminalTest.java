package dev.lemma.examples.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    private final Terminal ascii = Terminal.interactive(new PrintStream(new ByteArrayOutputStream()), 80)
            .withoutUnicode();

    /** Formulas can be read where there are no other letters. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '"',
            value = {
                "θ ← θ − η·m̂/(√v̂ + ε) # theta <- theta - eta*m_hat/(sqrtv_hat + epsilon)",
                "‖Ax‖₂² ≤ λ₁‖x‖²      # ||Ax||_2^2 <= lambda_1||x||^2",
                "σ(Wx+b), Σ, Ω, ς     # sigma(Wx+b), Sigma, Omega, sigma",
                "größe, é, Ł           # gro?e, e, ?",
                "x⁻¹ ≠ ½, a ⊙ b        # x^-^1 != 1/2, a .* b",
                "∇f(x) ∈ ℝⁿ            # gradf(x)  in  R^n",
            })
    void whatCannotBeShownIsSpelled(String text, String expected) {
        assertThat(ascii.encodable(text.strip())).isEqualTo(expected.strip());
    }

    @Test
    void anOutputThatIsFullIsNoticed() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        PrintStream err = new PrintStream(new ByteArrayOutputStream());
        Terminal terminal = Terminal.plain(new PrintStream(full), err);
        assertThat(terminal.flush()).isTrue();
        terminal.line("results");
        assertThat(terminal.flush()).isFalse();
    }
}
