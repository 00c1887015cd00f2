using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NixNodeModules.Hash;

/// <summary>
/// SHA-256 (FIPS 180-4) of bytes as they come. Our own since .NET's calls OpenSSL, which a static binary cannot load.
/// </summary>
internal sealed unsafe class Sha256
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestSize = 32;

    private const int BlockSize = 64;

    private static ReadOnlySpan<uint> Constants =>
        [
            0x428a2f98,
            0x71374491,
            0xb5c0fbcf,
            0xe9b5dba5,
            0x3956c25b,
            0x59f111f1,
            0x923f82a4,
            0xab1c5ed5,
            0xd807aa98,
            0x12835b01,
            0x243185be,
            0x550c7dc3,
            0x72be5d74,
            0x80deb1fe,
            0x9bdc06a7,
            0xc19bf174,
            0xe49b69c1,
            0xefbe4786,
            0x0fc19dc6,
            0x240ca1cc,
            0x2de92c6f,
            0x4a7484aa,
            0x5cb0a9dc,
            0x76f988da,
            0x983e5152,
            0xa831c66d,
            0xb00327c8,
            0xbf597fc7,
            0xc6e00bf3,
            0xd5a79147,
            0x06ca6351,
            0x14292967,
            0x27b70a85,
            0x2e1b2138,
            0x4d2c6dfc,
            0x53380d13,
            0x650a7354,
            0x766a0abb,
            0x81c2c92e,
            0x92722c85,
            0xa2bfe8a1,
            0xa81a664b,
            0xc24b8b70,
            0xc76c51a3,
            0xd192e819,
            0xd6990624,
            0xf40e3585,
            0x106aa070,
            0x19a4c116,
            0x1e376c08,
            0x2748774c,
            0x34b0bcb5,
            0x391c0cb3,
            0x4ed8aa4a,
            0x5b9cca4f,
            0x682e6ff3,
            0x748f82ee,
            0x78a5636f,
            0x84c87814,
            0x8cc70208,
            0x90befffa,
            0xa4506ceb,
            0xbef9a3f7,
            0xc67178f2,
        ];

    private readonly uint[] state =
    [
        0x6a09e667,
        0xbb67ae85,
        0x3c6ef372,
        0xa54ff53a,
        0x510e527f,
        0x9b05688c,
        0x1f83d9ab,
        0x5be0cd19,
    ];

    private readonly byte[] partial = new byte[BlockSize];
    private int partialLength;
    private long length;

    /// <summary>Takes in the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        length += bytes.Length;
        if (partialLength > 0)
        {
            var taken = Math.Min(BlockSize - partialLength, bytes.Length);
            bytes[..taken].CopyTo(partial.AsSpan(partialLength));
            partialLength += taken;
            bytes = bytes[taken..];
            if (partialLength < BlockSize)
            {
                return;
            }

            Compress(partial);
        }

        var whole = bytes.Length & -BlockSize;
        Compress(bytes[..whole]);
        bytes[whole..].CopyTo(partial);
        partialLength = bytes.Length - whole;
    }

    /// <summary>The digest of all that was added; nothing can be added after it.</summary>
    public byte[] Finish()
    {
        var bits = (ulong)length * 8;
        Span<byte> padding = stackalloc byte[BlockSize * 2];
        padding.Clear();
        padding[0] = 0x80;
        var padded = (partialLength < BlockSize - sizeof(ulong) ? BlockSize : BlockSize * 2) - partialLength;
        BinaryPrimitives.WriteUInt64BigEndian(padding[(padded - sizeof(ulong))..], bits);
        Add(padding[..padded]);
        var digest = new byte[DigestSize];
        for (var i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(i * sizeof(uint)), state[i]);
        }

        return digest;
    }

    private void Compress(ReadOnlySpan<byte> blocks)
    {
        var words = stackalloc uint[64];
        fixed (uint* constants = Constants)
        fixed (uint* h = state)
        {
            for (; !blocks.IsEmpty; blocks = blocks[BlockSize..])
            {
                BinaryPrimitives.ReverseEndianness(
                    MemoryMarshal.Cast<byte, uint>(blocks[..BlockSize]),
                    new Span<uint>(words, 16)
                );

                for (var i = 16; i < 64; i++)
                {
                    var (w2, w15) = (words[i - 2], words[i - 15]);
                    var s1 = BitOperations.RotateRight(w2, 17) ^ BitOperations.RotateRight(w2, 19) ^ (w2 >> 10);
                    var s0 = BitOperations.RotateRight(w15, 7) ^ BitOperations.RotateRight(w15, 18) ^ (w15 >> 3);
                    words[i] = s1 + words[i - 7] + s0 + words[i - 16];
                }

                Rounds(words, constants, h);
            }
        }
    }

    // Eight rounds a turn, so that the variables change their roles by name and not by being moved; nothing by reference, so that they stay in
    // registers.
    private static void Rounds(uint* words, uint* constants, uint* h)
    {
        uint a = h[0],
            b = h[1],
            c = h[2],
            d = h[3],
            e = h[4],
            f = h[5],
            g = h[6],
            k = h[7];
        for (var i = 0; i < 64; i += 8)
        {
            k += First(e, f, g) + constants[i] + words[i];
            d += k;
            k += Second(a, b, c);
            g += First(d, e, f) + constants[i + 1] + words[i + 1];
            c += g;
            g += Second(k, a, b);
            f += First(c, d, e) + constants[i + 2] + words[i + 2];
            b += f;
            f += Second(g, k, a);
            e += First(b, c, d) + constants[i + 3] + words[i + 3];
            a += e;
            e += Second(f, g, k);
            d += First(a, b, c) + constants[i + 4] + words[i + 4];
            k += d;
            d += Second(e, f, g);
            c += First(k, a, b) + constants[i + 5] + words[i + 5];
            g += c;
            c += Second(d, e, f);
            b += First(g, k, a) + constants[i + 6] + words[i + 6];
            f += b;
            b += Second(c, d, e);
            a += First(f, g, k) + constants[i + 7] + words[i + 7];
            e += a;
            a += Second(b, c, d);
        }

        h[0] += a;
        h[1] += b;
        h[2] += c;
        h[3] += d;
        h[4] += e;
        h[5] += f;
        h[6] += g;
        h[7] += k;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint First(uint e, uint f, uint g) =>
        (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25))
        + (g ^ (e & (f ^ g)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Second(uint a, uint b, uint c) =>
        (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22))
        + ((a & b) | (c & (a | b)));
}
