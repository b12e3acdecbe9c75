package dev.lemma.bench.workload;

import java.util.List;

/**
 * A Python script that times peers.
 *
 * @param file      its file name among the scripts that come with this module
 * @param packages  the Python packages it imports; the first Python that has them all runs it
 * @param arguments further arguments, such as {@code --part 2000}
 * @param only      times only peers whose name contains one of these (all if empty)
 */
public record PeerScript(String file, List<String> packages, List<String> arguments, List<String> only) {

    public PeerScript {
        if (!file.matches("[a-z0-9_]+\\.py")) {
            throw new IllegalArgumentException("script: got \"" + file + "\", expected a name such as w01_mlp.py");
        }
        packages = List.copyOf(packages);
        arguments = List.copyOf(arguments);
        only = List.copyOf(only);
    }

    /** A script that needs torch, jax and optax, as most do. */
    public static PeerScript of(String file) {
        return new PeerScript(file, List.of("torch", "jax", "optax"), List.of(), List.of());
    }

    public PeerScript needing(String... names) {
        return new PeerScript(file, List.of(names), arguments, only);
    }

    public PeerScript arguments(String... more) {
        return new PeerScript(file, packages, List.of(more), only);
    }

    public PeerScript only(String... parts) {
        return new PeerScript(file, packages, arguments, List.of(parts));
    }
}
