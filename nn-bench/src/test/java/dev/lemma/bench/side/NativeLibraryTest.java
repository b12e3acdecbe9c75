package dev.lemma.bench.side;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.compiler.internal.blas.Blas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** MKL's jar is on this module's class path. */
class NativeLibraryTest {

    /** Says which library it has. */
    static final class Says {
        public static void main(String[] args) {
            System.out.println(Blas.best().isMkl() + " " + Blas.best().description());
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void productsRunInMklWhereItIsOnTheClassPath() throws Exception {
        assertThat(said(Java.running())).startsWith("true libmkl_rt");
    }

    @Test
    void productsStayWithOpenBlasIfAskedTo() throws Exception {
        assertThat(said(Java.running().withOpenBlas())).startsWith("false libopenblas");
    }

    private static String said(Java java) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(java.command(Cores.forThreads(1), true, List.of(), Says.class.getName(), List.of()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.copyOf(Java.ENVIRONMENT));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
