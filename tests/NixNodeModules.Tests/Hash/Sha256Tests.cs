using System.Security.Cryptography;
using System.Text;
using NixNodeModules.Hash;
using Xunit;

namespace NixNodeModules.Tests.Hash;

public sealed class Sha256Tests
{
    // FIPS 180-4, examples of the standard.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    )]
    public void It_gives_what_the_standard_says(string text, string digest)
    {
        var hash = new Sha256();
        hash.Add(Encoding.ASCII.GetBytes(text));
        Assert.Equal(digest, Convert.ToHexStringLower(hash.Finish()));
    }

    [Fact]
    public void Bytes_of_every_length_give_the_same_in_whatever_pieces_they_come()
    {
        var random = new Random(1);
        for (var length = 0; length < 400; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var hash = new Sha256();
            for (var at = 0; at < length; )
            {
                var piece = Math.Min(random.Next(0, 150), length - at);
                hash.Add(bytes.AsSpan(at, piece));
                at += piece;
            }

            Assert.Equal(SHA256.HashData(bytes), hash.Finish());
        }
    }
}
