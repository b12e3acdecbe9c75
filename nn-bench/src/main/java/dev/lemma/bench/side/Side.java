package dev.lemma.bench.side;

import java.util.List;
import java.util.Optional;

/** One side of a comparison, a stage at a time. */
public interface Side extends AutoCloseable {

    /** Waits until the next stage is built and warm; empty when there is none. */
    Optional<Message.Ready> ready();

    /** Times everything of the stage once: a {@link Message.Timing} or a {@link Message.Lost} for each. */
    List<Message> round();

    /** Leaves the stage. */
    void next();

    /** Ends the process of this side, if it still runs. */
    @Override
    void close();
}
