<?php

$url = '{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: text/plain', 'GA-Filename: a.txt'],
    CURLOPT_POSTFIELDS => file_get_contents('a.txt'),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
