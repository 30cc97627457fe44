package io.rangecast.notifier.debugger;

import com.sun.jdi.Location;
import com.sun.jdi.Method;
import java.util.ArrayList;
import java.util.List;

/** Finds the instructions of a method at which an Error may strike: those that call, and those that allocate. */
public final class Instructions {
    private static final int BIPUSH = 16;
    private static final int LDC = 18;
    private static final int ILOAD = 21;
    private static final int ALOAD = 25;
    private static final int ISTORE = 54;
    private static final int ASTORE = 58;
    private static final int IINC = 132;
    private static final int IFEQ = 153;
    private static final int JSR = 168;
    private static final int RET = 169;
    private static final int TABLESWITCH = 170;
    private static final int LOOKUPSWITCH = 171;
    private static final int GETSTATIC = 178;
    private static final int INVOKEVIRTUAL = 182;
    private static final int INVOKEINTERFACE = 185;
    private static final int INVOKEDYNAMIC = 186;
    private static final int NEW = 187;
    private static final int NEWARRAY = 188;
    private static final int ANEWARRAY = 189;
    private static final int CHECKCAST = 192;
    private static final int INSTANCEOF = 193;
    private static final int WIDE = 196;
    private static final int MULTIANEWARRAY = 197;
    private static final int IFNULL = 198;
    private static final int IFNONNULL = 199;
    private static final int GOTO_W = 200;
    private static final int JSR_W = 201;

    private Instructions() {}

    /** Where a method calls or allocates, in the order of its code. */
    public static List<Location> whereErrorsStrike(Method method) {
        List<Location> found = new ArrayList<>();
        byte[] code = method.bytecodes();
        for (int at = 0; at < code.length; at += length(code, at)) {
            int opcode = code[at] & 0xff;
            boolean calls = opcode >= INVOKEVIRTUAL && opcode <= INVOKEDYNAMIC;
            if (calls || opcode >= NEW && opcode <= ANEWARRAY || opcode == MULTIANEWARRAY) {
                found.add(method.locationOfCodeIndex(at));
            }
        }
        return found;
    }

    /** The length of the instruction at an index of some code, as section 6.5 of the JVM specification has it. */
    static int length(byte[] code, int at) {
        int opcode = code[at] & 0xff;
        switch (opcode) {
            case TABLESWITCH:
                return switchOperands(at) + 12 + 4 * (1 + int4(code, at, 8) - int4(code, at, 4));
            case LOOKUPSWITCH:
                return switchOperands(at) + 8 + 8 * int4(code, at, 4);
            case WIDE:
                return (code[at + 1] & 0xff) == IINC ? 6 : 4;
            case BIPUSH:
            case LDC:
            case RET:
            case NEWARRAY:
                return 2;
            case MULTIANEWARRAY:
                return 4;
            case INVOKEINTERFACE:
            case INVOKEDYNAMIC:
            case GOTO_W:
            case JSR_W:
                return 5;
            default:
                return lengthByKind(opcode);
        }
    }

    private static int lengthByKind(int opcode) {
        if (opcode >= ILOAD && opcode <= ALOAD || opcode >= ISTORE && opcode <= ASTORE) {
            return 2;
        }
        boolean three = opcode > BIPUSH && opcode < ILOAD // sipush, ldc_w, ldc2_w
                || opcode == IINC
                || opcode >= IFEQ && opcode <= JSR
                || opcode >= GETSTATIC && opcode <= NEW
                || opcode == ANEWARRAY
                || opcode == CHECKCAST
                || opcode == INSTANCEOF
                || opcode == IFNULL
                || opcode == IFNONNULL;
        return three ? 3 : 1;
    }

    /** How far behind a switch its operands begin: at a multiple of four. */
    private static int switchOperands(int at) {
        return 4 - at % 4;
    }

    private static int int4(byte[] code, int at, int offset) {
        int from = at + switchOperands(at) + offset;
        return (code[from] & 0xff) << 24
                | (code[from + 1] & 0xff) << 16
                | (code[from + 2] & 0xff) << 8
                | code[from + 3] & 0xff;
    }
}
