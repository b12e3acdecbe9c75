package dev.lemma.bench.side;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A peer's process in Java: round r takes r seconds. */
public final class FakePeer {

    private FakePeer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        switch (args[0]) {
            case "fail" -> {
                System.err.println("ModuleNotFoundError: no module named fake");
                System.exit(3);
            }
            case "silence" -> words.readLine();
            case "die in round" -> {
                ready(1);
                words.readLine();
                System.exit(0);
            }
            default -> {
                for (int stage = 1; stage <= 2; stage++) {
                    System.err.println("# building " + stage);
                    System.out.println("a native library greets");
                    ready(stage);
                    int round = 0;
                    for (String word = words.readLine(); "go".equals(word); word = words.readLine()) {
                        round++;
                        System.out.println(Message.format(new Message.Timing("stage " + stage, "float32", round)));
                        System.out.println(Message.format(new Message.Lost("other", "float32", "round " + round)));
                        System.out.println(Message.format(new Message.Done()));
                    }
                }
            }
        }
    }

    private static void ready(int stage) {
        System.out.println(Message.format(new Message.Ready(
                List.of(new Message.Timed("stage " + stage, "float32", "step", 1, 0, "")), List.of(), Map.of(), "")));
    }
}
