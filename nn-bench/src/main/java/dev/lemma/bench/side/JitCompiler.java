package dev.lemma.bench.side;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The just-in-time compiler of this JVM: while it has work, the program is still getting faster. */
final class JitCompiler {

    private static final String[] SIGNATURE = {String[].class.getName()};

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName commands;

    JitCompiler() {
        try {
            commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a method is being compiled or waits for it; {@code false} on a JVM that does not say. */
    boolean isBusy() {
        try {
            return isBusy(String.valueOf(server.invoke(commands, "compilerQueue", new Object[] {null}, SIGNATURE)));
        } catch (JMException e) {
            return false;
        }
    }

    /** What is neither a heading nor says that a queue is empty is a method. */
    static boolean isBusy(String queues) {
        return queues.lines().map(String::strip).anyMatch(l -> !l.isEmpty() && !l.endsWith(":") && !l.equals("Empty"));
    }
}
