package dev.lemma.bench.side;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line a side writes. */
public sealed interface Message {

    /** Everything of this stage is built and warm. */
    record Ready(List<Timed> timed, List<Lost> failed, Map<String, String> versions, String pinned) implements Message {
        public Ready {
            timed = List.copyOf(timed);
            failed = List.copyOf(failed);
        }
    }

    /** One timing: seconds per unit. */
    record Timing(String name, String dtype, double seconds) implements Message {}

    /** Something could not be built, or failed while it was timed. */
    record Lost(String name, String dtype, String error) implements Message {}

    /** The round is over. */
    record Done() implements Message {}

    /** A line that is no word of the protocol, such as what a native library prints. */
    record Noise(String line) implements Message {}

    /**
     * Something that will be timed.
     *
     * @param units        units per timing, chosen while warming up
     * @param firstSeconds from nothing to the end of the first call: building and compiling, never part of a timing
     * @param note         a number to compare results by, or what the peer leaves out
     */
    record Timed(String name, String dtype, String unit, long units, double firstSeconds, String note) {}

    /**
     * The message of a line.
     *
     * @throws IllegalArgumentException if it begins like a message and is not one
     */
    static Message parse(String line) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1);
        if (word.equals("done") && rest.isBlank()) {
            return new Done();
        }
        if (!rest.startsWith("{")) {
            return new Noise(line);
        }
        return switch (word) {
            case "ready" -> ready(Fields.of(rest));
            case "time" -> {
                Fields f = Fields.of(rest);
                yield new Timing(f.text("name"), f.text("dtype"), f.positive("seconds"));
            }
            case "lost" -> lost(Fields.of(rest));
            default -> new Noise(line);
        };
    }

    /** The line of a message, without its end. */
    static String format(Message message) {
        if (message instanceof Ready ready) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("timed", ready.timed().stream().map(Message::json).toList());
            json.put("failed", ready.failed().stream().map(Message::json).toList());
            json.put("versions", ready.versions());
            json.put("pinned", ready.pinned());
            return "ready " + Json.write(json);
        }
        if (message instanceof Timing timing) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("name", timing.name());
            json.put("dtype", timing.dtype());
            json.put("seconds", timing.seconds());
            return "time " + Json.write(json);
        }
        if (message instanceof Lost lost) {
            return "lost " + Json.write(json(lost));
        }
        return message instanceof Noise noise ? noise.line() : "done";
    }

    private static Map<String, Object> json(Timed t) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", t.name());
        json.put("dtype", t.dtype());
        json.put("unit", t.unit());
        json.put("units", t.units());
        json.put("first_s", t.firstSeconds());
        json.put("note", t.note());
        return json;
    }

    private static Map<String, Object> json(Lost l) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", l.name());
        json.put("dtype", l.dtype());
        json.put("error", l.error());
        return json;
    }

    private static Ready ready(Fields f) {
        List<Timed> timed = new ArrayList<>();
        for (Fields t : f.objects("timed")) {
            timed.add(new Timed(
                    t.text("name"),
                    t.text("dtype"),
                    t.text("unit"),
                    (long) t.positive("units"),
                    t.number("first_s"),
                    t.text("note")));
        }
        List<Lost> failed = f.objects("failed").stream().map(Message::lost).toList();
        return new Ready(timed, failed, f.texts("versions"), f.text("pinned"));
    }

    private static Lost lost(Fields f) {
        return new Lost(f.text("name"), f.text("dtype"), f.text("error"));
    }
}
